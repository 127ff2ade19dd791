import { nodeFiles } from '../files/file-layer.js';
import { openWire, wireFailureOf } from './client.js';
import { socketTaken } from './server.js';

/**
 * Takes away what a killed server has left. To be called by the holder of the pod's lock: then nobody of ours can begin
 * to answer between the question and the removal. Somebody else may answer there, and is left alone.
 */
export async function clearStaleSocket(path: string): Promise<void> {
  const found = nodeFiles.lstat(path);
  if (found === undefined) return;
  if (!found.isSocket() || (await isAnswered(path))) throw socketTaken(path);
  nodeFiles.unlink(path);
}

async function isAnswered(path: string): Promise<boolean> {
  try {
    const { wire } = await openWire(path, { deadlineMs: 1000 });
    wire.close();
    return true;
  } catch (error) {
    const failure = wireFailureOf(error);
    if (failure === undefined) throw error;
    return failure.isLive;
  }
}
