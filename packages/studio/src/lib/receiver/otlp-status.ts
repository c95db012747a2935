/** Error bodies of OTLP/HTTP: a google.rpc.Status in the encoding of the request (OTLP specification, "Failures"). */

/** Encodings of OTLP/HTTP. */
export type OtlpEncoding = 'protobuf' | 'json';

/** Content type of each encoding. */
export const otlpContentTypes: Readonly<Record<OtlpEncoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

// google.rpc.Code by HTTP status, as google/rpc/code.proto maps them.
const rpcCodes: Readonly<Record<number, number>> = {
  400: 3,
  403: 7,
  404: 5,
  405: 12,
  413: 8,
  415: 3,
  503: 14,
};
const rpcInternal = 13;

/**
 * Encodes the reason of a failure.
 *
 * @param httpStatus - Status of the answer.
 * @param message - Shown to whoever reads the exporter's log.
 * @param encoding - That of the request.
 */
export function encodeOtlpStatus(httpStatus: number, message: string, encoding: OtlpEncoding): Uint8Array {
  const code = rpcCodes[httpStatus] ?? rpcInternal;
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message }));
  const text = Buffer.from(message);
  // Status { int32 code = 1; string message = 2; }
  return Buffer.concat([Uint8Array.of(0x08, code, 0x12), varint(text.length), text]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return Uint8Array.from([...bytes, rest]);
}
