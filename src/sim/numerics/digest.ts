/** One hash over the engine and over outputs of its networks: machines that give the same have the same simulator. */
import { sha256 } from "../../model/crypto/hash.ts";
import { fromHex, type Hex, toHex } from "../../model/encoding/hex.ts";
import { engineDigest } from "./engine/digest.ts";
import { generatedNamed } from "./generated.ts";

/** Networks that are quick enough for an interpreter. */
const MODELS = [
  "generated:mlp",
  "generated:mlp:fp8",
  "generated:convolution:tf32",
  "generated:transformer-logits:bf16",
  "generated:transformer-logits:fp16",
];

/** Results of the engine (`count` inputs each), and the output of every platform and cheat of some networks for one input. */
export function numericsDigest(count: number): Hex {
  const parts = [fromHex(engineDigest(count))];
  for (const name of MODELS) {
    const source = generatedNamed(name);
    if (typeof source === "string") throw new RangeError(source);
    for (const platform of [...source.honest, ...source.cheats]) parts.push(source.infer(platform, 3).data);
  }
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return toHex(sha256(whole));
}
