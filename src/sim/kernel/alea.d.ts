declare module "seedrandom/lib/alea.js" {
  /** Alea, seeded: numbers in [0, 1). Called without a seed it would seed itself from the clock, so the seed is required here. */
  export default function alea(seed: string): () => number;
}
