/**
 * The path of `names` below a directory; names may hold slashes, and an empty one adds nothing. Node's `join` goes over
 * every character of the whole path to take out `..`, which no name of ours holds: that was a tenth of each change.
 */
export function below(directory: string, ...names: string[]): string {
  let path = directory;
  for (const name of names) if (name !== '') path += path.endsWith('/') ? name : `/${name}`;
  return path;
}
