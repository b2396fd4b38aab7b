import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { builtFiles } from '../host/built-files.ts';

const packageFile = z.object({ version: z.string() });

export const packageVersion = (): string =>
  packageFile.parse(JSON.parse(readFileSync(join(builtFiles.application, 'package.json'), 'utf8'))).version;
