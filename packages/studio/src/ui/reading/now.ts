/** The present, for "ago" texts. */
import { signal } from '@preact/signals';

const stepMs = 5000;

/** Present time in ms since the Unix epoch, in steps of 5 s. */
export const now = signal(Date.now());

setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, stepMs);

document.addEventListener('visibilitychange', () => {
  now.value = Date.now();
});
