/** Finds the ids of all spans in an OTLP request: the mark that every span carries, whatever else is sent. */

/** Fields that lead from an ExportTraceServiceRequest to its spans, and the span id in them (trace.proto). */
const PATH_TO_SPANS = [1, 2, 2];
const SPAN_ID_FIELD = 2;

/** Ids of the spans in a protobuf request, as latin1 text of their 8 bytes. */
export function spanIdsOfProtobuf(body: Buffer): string[] {
  const ids: string[] = [];
  descend(body, 0, ids);
  return ids;
}

/** Ids of the spans in a JSON request, in the same form. */
export function spanIdsOfJson(body: Buffer): string[] {
  const { resourceSpans = [] } = JSON.parse(body.toString('utf8')) as {
    resourceSpans?: { scopeSpans?: { spans?: { spanId: string }[] }[] }[];
  };
  return resourceSpans
    .flatMap(({ scopeSpans = [] }) => scopeSpans)
    .flatMap(({ spans = [] }) => spans)
    .map(({ spanId }) => Buffer.from(spanId, 'hex').toString('latin1'));
}

/** Ids of the spans in an envelope of Sentry, in the same form; text that looks like one counts as well. */
export function spanIdsOfEnvelope(body: Buffer): string[] {
  return [...body.toString('latin1').matchAll(/"span_id":"([0-9a-f]{16})"/g)].map(([, id = '']) =>
    Buffer.from(id, 'hex').toString('latin1'),
  );
}

function descend(bytes: Buffer, depth: number, ids: string[]): void {
  const wanted = PATH_TO_SPANS[depth] ?? SPAN_ID_FIELD;
  eachBytesField(bytes, (field, value) => {
    if (field !== wanted) return;
    if (depth < PATH_TO_SPANS.length) descend(value, depth + 1, ids);
    else ids.push(value.toString('latin1'));
  });
}

/** Calls back for every length-delimited field of a message. */
function eachBytesField(bytes: Buffer, take: (field: number, value: Buffer) => void): void {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('the request ends within a number');
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const wireType = tag & 7;
    if (wireType === 0) varint();
    else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else if (wireType === 2) {
      const size = varint();
      take(Math.floor(tag / 8), bytes.subarray(at, at + size));
      at += size;
    } else throw new Error(`wire type ${wireType} in a request`);
  }
}
