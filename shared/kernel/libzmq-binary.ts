/** How a version was found, for the evidence. */
export interface FoundVersion {
  readonly version: string;
  readonly how: 'machine code of zmq_version' | 'file name' | 'source path in the file';
}

/** A mapped file that can be libzmq or hold it: the library itself, zeromq.js's addon, pyzmq's and others' bundled copies. */
export const mayHoldLibzmq = (path: string): boolean => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^lib(?:zmq|zeromq)[-.]/.test(name)) return true;
  return (
    /\/zeromq\/.*\.node$/.test(path) ||
    /^(?:zmq|zeromq)[\w.-]*\.node$/.test(name) ||
    /\/zmq\/.*\/_zmq[\w.-]*\.so$/.test(path)
  );
};

/** A text of zmq_strerror that every build holds, statically linked ones too. */
export const libzmqMark = 'Operation cannot be accomplished in current state';

/**
 * The version of the libzmq in a binary: by the machine code of zmq_version (x86-64, all compilers seen), else by the
 * name of the shared library (libtool's 5.1.N is 4.2.N and 5.2.N is 4.3.N), else by a source path that assertions left.
 * `binary` is the file's bytes as latin1 text.
 */
export const findLibzmqVersion = (path: string, binary: string): FoundVersion | undefined => {
  const code = versionFromCode(binary);
  if (code !== undefined) return { version: code, how: 'machine code of zmq_version' };
  const name = /\/lib(?:zmq|zeromq)[\w.-]*\.so\.5\.([12])\.(\d{1,2})$/.exec(path);
  if (name !== null) return { version: `4.${name[1] === '1' ? 2 : 3}.${name[2]}`, how: 'file name' };
  const source = /(?:zeromq|libzmq)[-/](?:src\/)?v?(\d\.\d{1,2}\.\d{1,2})(?:-[0-9a-f]+)?(?:\.clean)?\//.exec(binary);
  return source?.[1] === undefined ? undefined : { version: source[1], how: 'source path in the file' };
};

/** mov dword [rdi], major; mov dword [rsi], minor; mov dword [rdx], patch. */
const versionFromCode = (binary: string): string | undefined => {
  const small = '([\\0-\\x63])\\0\\0\\0';
  const code = new RegExp(`\\xc7\\x07([\\x02-\\x09])\\0\\0\\0\\xc7\\x06${small}\\xc7\\x02${small}`).exec(binary);
  if (code === null) return undefined;
  return [code[1], code[2], code[3]].map((byte) => byte?.charCodeAt(0)).join('.');
};
