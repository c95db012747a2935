/** Encodes resource and scope as they stand in an OTLP request. */
import { ByteWriter } from '../byte-writer.ts';
import { GroupField, ResourceField, ScopeField } from '../wire-fields.ts';
import { defaultEncodeLimits, type TextFilter, ValueEncoder } from './values.ts';

/**
 * Bytes of fields 1 and 3 (resource, schema URL) of ResourceSpans, which ResourceLogs and ResourceMetrics share.
 *
 * Encode a resource once and pass the same array to every append.
 *
 * @param filter - Applied to every text value (none).
 */
export function encodeResource(
  resource: { readonly attributes: object; readonly schemaUrl?: string | undefined },
  filter?: TextFilter,
): Uint8Array {
  const into = new ByteWriter(512);
  const mark = into.begin(GroupField.head, 256);
  new ValueEncoder(into, filter, defaultEncodeLimits).attributes(
    ResourceField.attributes,
    resource.attributes,
  );
  into.end(mark);
  if (resource.schemaUrl) into.textField(GroupField.schemaUrl, resource.schemaUrl);
  return into.copy();
}

/**
 * Bytes of fields 1 and 3 (scope, schema URL) of ScopeSpans, which ScopeLogs and ScopeMetrics share.
 *
 * @param filter - Applied to every text value of the attributes (none).
 */
export function encodeScope(
  scope: {
    readonly name: string;
    readonly version?: string | undefined;
    readonly schemaUrl?: string | undefined;
    readonly attributes?: object | undefined;
  },
  filter?: TextFilter,
): Uint8Array {
  const into = new ByteWriter(256);
  const mark = into.begin(GroupField.head);
  if (scope.name) into.textField(ScopeField.name, scope.name);
  if (scope.version) into.textField(ScopeField.version, scope.version);
  new ValueEncoder(into, filter, defaultEncodeLimits).attributes(ScopeField.attributes, scope.attributes);
  into.end(mark);
  if (scope.schemaUrl) into.textField(GroupField.schemaUrl, scope.schemaUrl);
  return into.copy();
}
