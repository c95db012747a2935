// Starts Sonde before the application, on a NodeSDK.
import { sondeNodeSdk } from '@sonde/sdk/node-sdk';

sondeNodeSdk().start();
