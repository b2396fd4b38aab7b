/** What /proc/PID/stat says, as far as it is used here. */
export interface ProcessStat {
  /** At most 15 bytes, as the program named itself. */
  readonly command: string;
  /** `R` running, `S` sleeping, `D` waiting for a device, `T` stopped, `t` traced, `Z` dead and not collected. */
  readonly state: string;
  readonly parentPid: number;
  /** User and system time of all threads, in clock ticks. */
  readonly cpuTicks: number;
  /** Clock ticks after boot; with the pid it names a process for good. */
  readonly startTicks: number;
}

/** The command may hold spaces and parentheses: it ends at the last one. */
export const parseProcStat = (text: string): ProcessStat | undefined => {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return undefined;
  const fields = text
    .slice(close + 2)
    .trim()
    .split(' ');
  const [state, parent] = fields;
  const figures = [parent, fields[11], fields[12], fields[19]].map(Number);
  if (state === undefined || state.length !== 1 || !figures.every(Number.isFinite)) return undefined;
  const [parentPid = 0, user = 0, system = 0, startTicks = 0] = figures;
  return { command: text.slice(open + 1, close), state, parentPid, cpuTicks: user + system, startTicks };
};

/** A name that tells two interpreters apart: the program and the first argument that is a file, without folders; `python3 -c` for code in the command line. */
export const describeCommandLine = (cmdline: string, command: string): string => {
  const [program = '', ...args] = cmdline.split('\0').filter((part) => part !== '');
  if (program === '') return printable(command);
  const script = isInterpreter(program) ? findScript(args, /(?:ruby|perl)[\d.]*$/.test(program)) : undefined;
  return printable([program, script].flatMap((part) => (part === undefined ? [] : [fileName(part)])).join(' '));
};

/** Options of interpreters whose value is the next word, and no script. */
const optionsWithValue = new Set([
  '-r',
  '--require',
  '--import',
  '--loader',
  '--experimental-loader',
  '-W',
  '-X',
  '-cp',
  '-classpath',
  '--class-path',
  '--module-path',
]);

/** Options of interpreters behind which a program's text stands. */
const inlineCode = new Set(['-c', '-e', '-p', '-pe', '--eval', '--print']);

/** `-I` takes the next word in Ruby and Perl, and none in Python. */
const findScript = (args: readonly string[], takesInclude: boolean): string | undefined => {
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (inlineCode.has(argument)) return isWorkerOfPython(args[index + 1]) ? '(multiprocessing)' : argument;
    if (optionsWithValue.has(argument) || (takesInclude && argument === '-I')) index += 1;
    else if (!argument.startsWith('-')) return argument;
  }
  return undefined;
};

/** Python starts the workers of multiprocessing with a text of its own, which begins so. */
const isWorkerOfPython = (code: string | undefined): boolean => code?.startsWith('from multiprocessing.') === true;

const isInterpreter = (program: string): boolean =>
  /(?:^|\/)(?:python|node|nodejs|ruby|jruby|perl|php|java|bun|deno|lua|luajit|julia|mono|dotnet|tclsh|Rscript)[-\d.]*$/.test(
    program,
  );

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1) || path;

/** Another program chose the text, so it gets no control characters and a bounded length. */
const printable = (text: string): string =>
  text
    .replaceAll(/[^\x20-\x7e\u00a1-\uffff]/g, '?')
    .slice(0, 64)
    .trim() || '?';

/** `Max open files`, the soft limit; undefined when it is unlimited or unreadable. */
export const parseOpenFileLimit = (limits: string): number | undefined => {
  const match = /^Max open files\s+(\d{1,15})\s/m.exec(limits);
  return match === null ? undefined : Number(match[1]);
};

/** In bytes, from the same; undefined when unlimited or unreadable. */
export const parseFileSizeLimit = (limits: string): number | undefined => {
  const match = /^Max file size\s+(\d{1,20})\s/m.exec(limits);
  return match === null ? undefined : Number(match[1]);
};

/** The files that are mapped into a process (/proc/PID/maps), each once; deleted ones keep their old name. */
export const parseMappedFiles = (maps: string): readonly string[] => {
  const files = new Set<string>();
  for (const line of maps.split('\n')) {
    const match = /^[0-9a-f]+-[0-9a-f]+ \S{4} [0-9a-f]+ \S+ \d+ +(\/.*)$/.exec(line.slice(0, 4200));
    if (match?.[1] !== undefined) files.add(match[1].replace(/ \(deleted\)$/, ''));
  }
  return [...files];
};

/** `socket:[123]`, as the links of /proc/PID/fd read. */
export const parseSocketLink = (link: string): number | undefined => {
  const match = /^socket:\[(\d{1,15})\]$/.exec(link);
  return match === null ? undefined : Number(match[1]);
};
