/** What was dropped or chosen, as the files of one market with their paths within it. */

const TAKEN = /\.(csv|txt|tsv|parquet|pq|xlsx|xls|toml)(\.gz)?$/i;
const UNNAMED = "my-market";

const read = (method, entry) => new Promise((resolve, reject) => entry[method](resolve, reject));

async function walk(entry, above, found) {
  const path = above + entry.name;
  if (entry.isFile) {
    found.push({ path, file: await read("file", entry) });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await read("readEntries", reader); // a hundred at a time, until there is none
    if (!some.length) return;
    for (const one of some) await walk(one, `${path}/`, found);
  }
}

/** The files of a drop. Entries must be taken before the first wait: the browser empties the drop after the event. */
export async function dropped(transfer) {
  const items = [...transfer.items].filter(({ kind }) => kind === "file");
  const taken = items.map((item) => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
  const found = [];
  for (const { entry, file } of taken) {
    if (entry) await walk(entry, "", found);
    else if (file) found.push({ path: file.name, file });
  }
  return market(found);
}

export const chosen = (input) => market([...input.files].map((file) => ({ path: file.webkitRelativePath || file.name, file })));

/** {name, files, bytes, left}: the market is named as the one folder that holds everything; left: names of files that are no tables. */
export function market(found) {
  const visible = found.filter(({ path }) => !path.split("/").some((part) => part.startsWith(".")));
  const tables = visible.filter(({ path }) => TAKEN.test(path));
  const left = visible.filter(({ path }) => !TAKEN.test(path)).map(({ path }) => path);
  const tops = new Set(tables.map(({ path }) => (path.includes("/") ? path.split("/")[0] : "")));
  const [top] = tops;
  const isOneFolder = tops.size === 1 && top;
  const files = isOneFolder ? tables.map(({ path, file }) => ({ path: path.slice(top.length + 1), file })) : tables;
  return { name: isOneFolder ? top : UNNAMED, files, bytes: files.reduce((sum, { file }) => sum + file.size, 0), left };
}
