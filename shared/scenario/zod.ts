import { z } from 'zod';

/**
 * zod, told not to compile its checks with `new Function`: the window's content security policy forbids that, and zod
 * decides it when a schema is made. Every schema of a scenario takes `z` from here, so the setting always comes first.
 */
z.config({ jitless: true });

export { z };
