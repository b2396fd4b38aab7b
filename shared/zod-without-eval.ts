import { z } from 'zod';

// zod compiles object schemas with `new Function`, and probes for it when a schema is made; the window's content security
// policy refuses both and logs each try. Imported for its effect, before any schema is built.
z.config({ jitless: true });
