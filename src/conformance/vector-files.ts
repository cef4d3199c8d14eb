/** A folder of vectors as it is read: every file against its hash in the index before anything is made of it. */
import { sha256 } from "../model/crypto/hash.ts";
import { toBareHex } from "../model/encoding/hex.ts";
import { hashOfAll, type VectorIndex } from "./vector-index.ts";
import { type CaseFile, SHAPES } from "./vectors/vector.ts";

/** A file of a folder of vectors that is missing, or is not what the index says, or makes no sense. */
export class VectorFileError extends Error {
  readonly file: string;
  constructor(file: string, reason: string) {
    super(reason);
    this.name = "VectorFileError";
    this.file = file;
  }
}

/** Reads a file by its path from the folder; undefined where there is none. */
export type ReadVectorFile = (path: string) => Uint8Array | undefined;

function parse<T>(file: string, bytes: Uint8Array | undefined): T {
  if (bytes === undefined) throw new VectorFileError(file, "there is no such file");
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as T;
  } catch {
    throw new VectorFileError(file, "it is no JSON");
  }
}

function readIndex(read: ReadVectorFile): VectorIndex {
  const index = parse<VectorIndex>("index.json", read("index.json"));
  if (index?.format !== "achain/vectors/1" || typeof index.files !== "object" || index.files === null || typeof index.families !== "object")
    throw new VectorFileError("index.json", "its format is not achain/vectors/1");
  const hash = hashOfAll(index.files);
  if (hash !== index.hash) throw new VectorFileError("index.json", `its files have the hash ${hash}, it says ${index.hash}`);
  return index;
}

const isText = (value: unknown): boolean => typeof value === "string";

function isCase(about: CaseFile): boolean {
  const isMap = (value: unknown): boolean => typeof value === "object" && value !== null;
  return about?.format === "achain/vector/1" && SHAPES.includes(about.shape) && isMap(about.expected) && isMap(about.files) && isText(about.name);
}

/** A folder of vectors that is there. */
export class VectorFolder {
  readonly index: VectorIndex;
  private readonly read: ReadVectorFile;

  constructor(read: ReadVectorFile) {
    this.read = read;
    this.index = readIndex(read);
  }

  /** A file that the index names, as the index says it is. */
  bytes(path: string): Uint8Array {
    const wanted = this.index.files[path];
    if (wanted === undefined) throw new VectorFileError(path, "the index does not name it");
    const bytes = this.read(path);
    if (bytes === undefined) throw new VectorFileError(path, "there is no such file");
    const hash = toBareHex(sha256(bytes));
    if (hash !== wanted) throw new VectorFileError(path, `its SHA-256 is ${hash}, the index says ${wanted}`);
    return bytes;
  }

  /** Descriptions of the vectors, of one family or only one of it where they are named, in the order of their paths; all their files are there and whole. */
  *cases(family?: string, only?: string): Generator<CaseFile> {
    for (const path of Object.keys(this.index.files)) {
      const [first, name, file] = path.split("/");
      if ((family !== undefined && first !== family) || (only !== undefined && name !== only)) continue;
      const bytes = this.bytes(path); // twins for reading too
      if (file !== "case.json" || first === "states") continue;
      const about = parse<CaseFile>(path, bytes);
      if (!isCase(about) || about.family !== first || about.name !== name) throw new VectorFileError(path, "it is no description of this vector");
      yield about;
    }
  }
}
