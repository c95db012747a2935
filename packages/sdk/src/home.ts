/** Where Sonde keeps its files, without loading the SDK. */
export { folderName, homeDirectory, serviceSpoolDirectory } from './lib/home.ts';
