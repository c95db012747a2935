/** Where the fixtures are: applications with dependencies of their own, outside the workspaces. */
import { join } from 'node:path';

/** Folder of all fixtures. */
export const fixtures: string = join(import.meta.dirname, '..', 'fixtures');
