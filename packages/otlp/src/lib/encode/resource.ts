/** Encodes resource and scope as they stand in an OTLP request. */
import { ByteWriter } from '../byte-writer.ts';
import { GroupField, ResourceField, ScopeField } from '../wire-fields.ts';
import { defaultEncodeLimits, ValueEncoder } from './values.ts';

/**
 * Bytes of fields 1 and 3 (resource, schema URL) of ResourceSpans, which ResourceLogs and ResourceMetrics share.
 *
 * Encode a resource once and pass the same array to every append.
 */
export function encodeResource(resource: {
  readonly attributes: object;
  readonly schemaUrl?: string | undefined;
}): Uint8Array {
  const into = new ByteWriter(512);
  const mark = into.begin(GroupField.head, 256);
  new ValueEncoder(into, undefined, defaultEncodeLimits).attributes(
    ResourceField.attributes,
    resource.attributes,
  );
  into.end(mark);
  if (resource.schemaUrl) into.textField(GroupField.schemaUrl, resource.schemaUrl);
  return into.copy();
}

/** Bytes of fields 1 and 3 (scope, schema URL) of ScopeSpans, which ScopeLogs and ScopeMetrics share. */
export function encodeScope(scope: {
  readonly name: string;
  readonly version?: string | undefined;
  readonly schemaUrl?: string | undefined;
  readonly attributes?: object | undefined;
}): Uint8Array {
  const into = new ByteWriter(256);
  const mark = into.begin(GroupField.head);
  if (scope.name) into.textField(ScopeField.name, scope.name);
  if (scope.version) into.textField(ScopeField.version, scope.version);
  new ValueEncoder(into, undefined, defaultEncodeLimits).attributes(ScopeField.attributes, scope.attributes);
  into.end(mark);
  if (scope.schemaUrl) into.textField(GroupField.schemaUrl, scope.schemaUrl);
  return into.copy();
}
