/** Substring search over a few fields, case ignored. */
export function textFilter(text: string | undefined): (...fields: readonly string[]) => boolean {
  if (text === undefined || text === '') return () => true;
  const wanted = text.toLowerCase();
  return (...fields) => fields.some((field) => field.toLowerCase().includes(wanted));
}
