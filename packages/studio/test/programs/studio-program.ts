/** A studio as a process of its own: home and OTLP port as arguments, addresses as one JSON line, ended by SIGTERM. */
import { startStudio } from '@sonde/studio';

const [home = '', otlpPort = '0'] = process.argv.slice(2);
const studio = await startStudio({ home, port: 0, otlpPort: Number(otlpPort) });
process.once('SIGTERM', () => void studio.close());
console.log(JSON.stringify({ url: studio.url, otlpUrl: studio.otlpUrl }));
