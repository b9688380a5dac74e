/** Sends a market's files, a few at a time; the first that cannot be sent ends it with its sentence. */

import { NoAnswer } from "../api.js";
import * as calls from "./calls.js";

const AT_ONCE = 4;
const MEGABYTE = 1024 * 1024;

/** The upload's name. told(files, bytes): how much has arrived. Throws NoAnswer, or what `signal` was aborted with. */
export async function upload(market, most, told, signal) {
  if (!market.files.length) throw new NoAnswer("There is no table among these files: bars come as CSV or Parquet.");
  if (market.bytes > most) throw new NoAnswer(`These files have ${Math.ceil(market.bytes / MEGABYTE)} MB, and ${Math.floor(most / MEGABYTE)} MB is the most; name the folder on the server's machine instead, or raise UPLOAD_MEGABYTES.`);
  const { upload: name } = await calls.begin(market.name);
  const waiting = [...market.files];
  let files = 0;
  let bytes = 0;
  async function one() {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      signal.throwIfAborted();
      await calls.send(name, next.path, next.file, signal);
      files += 1;
      bytes += next.file.size;
      told(files, bytes);
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, one));
  } catch (error) {
    waiting.length = 0;
    throw error;
  }
  return name;
}
