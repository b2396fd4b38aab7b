/** Of the 25 addons that zeromq carries, the one that a target needs: any Node-API addon serves, so the libc decides. */
const addons = { linux: 'glibc-127-Release', win32: 'msvc-115-Release', darwin: 'libc-115-Release' };

/** Starts with dist/**, since a list for one system replaces the common one and an empty start would mean the whole project folder. */
const filesFor = (os) => [
  'dist/**',
  'package.json',
  'LICENSE',
  ...Object.keys(addons)
    .filter((other) => other !== os)
    .map((other) => `!node_modules/zeromq/build/${other}/**`),
  `!node_modules/zeromq/build/${os}/!(\${arch})/**`,
  `!node_modules/zeromq/build/${os}/\${arch}/node/!(${addons[os]})/**`,
  '!node_modules/zeromq/{src,script,CMakeLists.txt,vcpkg.json,tsconfig.json}',
  '!node_modules/**/*.{d.ts,d.cts,d.mts,map,md}',
];

/** Packs the desktop app. AppImage, deb, nsis and dmg fetch their tools, so they are for a connected machine; `--dir` fetches nothing. */
const configuration = {
  appId: 'org.highwater.app',
  productName: 'Highwater',
  copyright: 'MIT, the Highwater authors',
  directories: { output: 'release', buildResources: 'build/icons' },
  asar: true,
  npmRebuild: false,
  extraMetadata: { homepage: process.env.HIGHWATER_HOMEPAGE ?? 'https://zeromq.org/' },
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  linux: {
    files: filesFor('linux'),
    target: ['AppImage', 'deb'],
    icon: 'build/icons/linux',
    category: 'Development',
    executableName: 'highwater',
    maintainer: 'The Highwater authors <highwater@localhost>',
    synopsis: 'Shows where ZeroMQ messages are, live',
  },
  win: { files: filesFor('win32'), target: ['nsis'], icon: 'build/icons/icon.ico' },
  mac: {
    files: filesFor('darwin'),
    target: ['dmg'],
    icon: 'build/icons/icon.icns',
    category: 'public.app-category.developer-tools',
  },
};

export default configuration;
