/** Where Sonde keeps its files, and what others may write there, without loading the SDK. */
export {
  DETAIL_REQUEST_MAX_MS,
  type DetailRequest,
  readDetailRequests,
  writeDetailRequests,
} from './lib/detail/detail-requests.ts';
export { folderName, homeDirectory, serviceSpoolDirectory } from './lib/home.ts';
