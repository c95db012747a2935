/** The error catalogue: every error Sonde raises on purpose, with why it happens and how to mend it. */

/** Text of one error of the catalogue. */
export interface ErrorDefinition {
  readonly why: string;
  readonly fix: string;
}

/** All error codes. `docs/errors.md` is generated from this table. */
export const errorCatalogue = {
  CONFIG_UNKNOWN_KEY: {
    why: 'The key is not a setting of Sonde; a silent typo would leave a default in force.',
    fix: 'Use the nearest key named in the message, or see docs/configuration.md.',
  },
  CONFIG_INVALID_VALUE: {
    why: 'The value has the wrong type or lies outside its range.',
    fix: 'Give a value of the kind named in the message; see docs/configuration.md.',
  },
  CONFIG_UNREADABLE_FILE: {
    why: 'The configuration file is missing, not readable or not valid YAML.',
    fix: 'Correct the file, or unset SONDE_CONFIG_FILE.',
  },
  TESTING_ALREADY_STARTED: {
    why: 'Two would take telemetry from each other; what one test made would be found by the next.',
    fix: 'Call stop() of the earlier one first, or shutdown() of what register() returned.',
  },
  NODE_SDK_MISSING: {
    why: 'sondeNodeSdk() makes a NodeSDK, whose package is optional: register() does the same without it.',
    fix: 'npm install @opentelemetry/sdk-node@0.301.0, or use register() of @sonde/sdk.',
  },
  OTLP_MALFORMED: {
    why: 'The bytes are not a valid OTLP message of the stated content type.',
    fix: 'Send an ExportTraceServiceRequest, ExportLogsServiceRequest or ExportMetricsServiceRequest.',
  },
  OTLP_LIMIT_EXCEEDED: {
    why: 'A limit that protects the receiver was exceeded.',
    fix: 'Send smaller batches or values; the limit and its unit are in the message.',
  },
  OTLP_UNSUPPORTED_MEDIA: {
    why: 'The content type or content encoding is not one that OTLP/HTTP uses.',
    fix: 'Use application/x-protobuf or application/json, with gzip, deflate, zstd or no encoding.',
  },
  SEGMENT_UNKNOWN_VERSION: {
    why: 'The segment was written by a newer version of Sonde.',
    fix: 'Upgrade Sonde on this machine.',
  },
  SEGMENT_CORRUPT: {
    why: 'A frame fails its checksum: the disk or another program damaged the file.',
    fix: 'Nothing has to be done: frames before it were read, the rest is counted as lost.',
  },
  SEGMENT_WRITE_FAILED: {
    why: 'The system refused a write to a segment, most often because the disk is full.',
    fix: 'Free space or mend the disk; writing goes on by itself. What was lost is counted in the error.',
  },
  STORE_IN_USE: {
    why: 'Another process owns this store; two owners would damage it.',
    fix: 'Use the running studio at the address in the message, or stop it, or choose another SONDE_HOME.',
  },
  STORE_UNAVAILABLE: {
    why: 'The store process is starting again after a failure.',
    fix: 'Try again in a few seconds.',
  },
  STORE_UNWRITABLE: {
    why: 'The disk is full, failing or too slow, so what was sent could not be made durable.',
    fix: 'Free space or replace the disk; then send again. The store goes on by itself.',
  },
  STORE_NOT_FOUND: {
    why: 'Nothing with this id is stored: it never arrived, or it was removed by retention.',
    fix: 'Check the id, or list what is there with `sonde traces`.',
  },
  STORE_INVALID_QUERY: {
    why: 'A parameter of the query has the wrong type or lies outside its range.',
    fix: 'Correct the parameter named in the message.',
  },
  STORE_DEADLINE_EXCEEDED: {
    why: 'The query ran longer than the time it was given.',
    fix: 'Narrow the time range or the filter, or raise the deadline.',
  },
  STUDIO_PORT_TAKEN: {
    why: 'Another program listens on this port.',
    fix: 'Stop it, or choose another port with --port.',
  },
  STUDIO_UNREACHABLE: {
    why: 'No studio answers for this home directory.',
    fix: 'Start one with `sonde up`.',
  },
  STUDIO_UNAUTHENTICATED: {
    why: 'The request carries neither the login cookie nor the token of this studio.',
    fix: 'Open the address that `sonde up` printed, or send the token of run/studio.json as a bearer token.',
  },
  STUDIO_HOST_REFUSED: {
    why: 'The Host header names a machine this studio does not answer for; web pages attack local servers that way.',
    fix: 'Use 127.0.0.1 or localhost, or allow the name with --allow-host.',
  },
  STUDIO_ORIGIN_REFUSED: {
    why: 'A web page of another origin made this request.',
    fix: 'Use the viewer of this studio; programs send no Origin header.',
  },
  STUDIO_BAD_REQUEST: {
    why: 'The request is not one that the studio answers.',
    fix: 'Correct what the message names; see the README of @sonde/studio for all routes.',
  },
  DIRECTORY_UNWRITABLE: {
    why: 'Sonde may not create or write files there.',
    fix: 'Make the directory writable, or point SONDE_HOME elsewhere.',
  },
  CLI_USAGE: {
    why: 'The command line could not be understood.',
    fix: 'See `sonde --help`.',
  },
} as const satisfies Record<string, ErrorDefinition>;

/** Stable identifier of an error. */
export type ErrorCode = keyof typeof errorCatalogue;

const brand = Symbol.for('sonde.error');

/**
 * An error of the catalogue. Recognise it with {@link isSondeError}, which also accepts errors of a second
 * installed copy of the package.
 */
export class SondeError extends Error {
  override readonly name: string = 'SondeError';
  readonly code: ErrorCode;
  readonly why: string;
  readonly fix: string;

  /**
   * @param code - Entry of the catalogue.
   * @param message - What happened, with the offending value.
   * @param options - `cause`: the error behind it.
   */
  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.why = errorCatalogue[code].why;
    this.fix = errorCatalogue[code].fix;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** True for a {@link SondeError} of any installed copy of Sonde. */
export function isSondeError(value: unknown): value is SondeError {
  return value instanceof Error && (value as { [brand]?: unknown })[brand] === true;
}
