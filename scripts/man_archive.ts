import { run, sourceTime } from "./binary.ts";

/** Packs the folder `man` of another one: the same pages are the same bytes, whoever made them. Needs GNU tar. */
export function packManPages(folder: string, path: string): ReturnType<typeof run> {
  return run("tar", [
    `--mtime=@${sourceTime()}`,
    "--sort=name",
    "--owner=0",
    "--group=0",
    "--numeric-owner",
    "--mode=u=rw,go=r,a+X",
    "--format=ustar",
    "--use-compress-program=gzip -n9",
    "-cf",
    path,
    "-C",
    folder,
    "man",
  ]);
}
