// A program that ends long before metrics are collected the first time.
import { metrics } from '@opentelemetry/api';

metrics.getMeter('shop').createCounter('orders').add(3);
if (process.env.END === 'sigterm') {
  setInterval(() => {}, 1_000);
  process.kill(process.pid, 'SIGTERM');
}
