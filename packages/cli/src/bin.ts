#!/usr/bin/env node
/** The sonde command. */
import { runCli } from './lib/run-cli.ts';
import { processTerminal } from './lib/terminal.ts';

process.exitCode = await runCli(process.argv.slice(2), processTerminal());
