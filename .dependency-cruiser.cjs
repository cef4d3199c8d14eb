/** The grain of the house (ARCHITECTURE.md): dependencies point one way. */
const floor = ["model", "native", "sim", "conformance", "fuzz", "report", "cli"];

/** A folder of src may import itself, those below it, and nothing above it. */
const oneWay = floor.map((name, index) => ({
  name: `${name}-imports-nothing-above-it`,
  severity: "error",
  from: { path: `^src/${name}/` },
  to: { path: `^src/(${floor.slice(index + 1).join("|") || "none"})/` },
}));

/** Inside the model: a domain may import those before it. */
const domains = [
  "encoding",
  "crypto",
  "tolerance",
  "tee",
  "errors",
  "params",
  "events",
  "state",
  "ledger",
  "transaction",
  "validators",
  "registry",
  "governance",
  "evidence",
  "staking",
  "attestation",
  "dispute",
  "chain",
  "warp",
];
const domainsOneWay = domains
  .map((name, index) => ({ name, above: domains.slice(index + 1) }))
  .filter(({ above }) => above.length > 0)
  .map(({ name, above }) => ({
    name: `model-${name}-imports-nothing-above-it`,
    severity: "error",
    from: { path: `^src/model/${name}/`, pathNot: "^src/model/ledger/transfer.ts$" },
    to: { path: `^src/model/(${above.join("|")})/` },
  }));

/** Inside the simulator likewise. */
const rooms = ["platform", "kernel", "numerics", "calibration", "network", "warp", "tee", "agents", "scenario", "world", "monitors", "run", "trace"];
const roomsOneWay = rooms.slice(0, -1).map((name, index) => ({
  name: `sim-${name}-imports-nothing-above-it`,
  severity: "error",
  from: { path: `^src/sim/${name}/` },
  to: { path: `^src/sim/(${rooms.slice(index + 1).join("|")})/` },
}));

module.exports = {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-orphans", severity: "error", from: { orphan: true, pathNot: "\\.d\\.ts$" }, to: {} },
    { name: "no-undeclared-packages", severity: "error", from: {}, to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "npm-dev"] } },
    {
      name: "model-is-pure",
      comment: "the model runs in a browser: no Node built-ins, and of packages only noble, base encodings and the ordered map",
      severity: "error",
      from: { path: "^src/model/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "model-packages",
      severity: "error",
      from: { path: "^src/model/" },
      to: { path: "node_modules/", pathNot: "node_modules/(@noble/|@scure/base/|sorted-btree/)" },
    },
    {
      name: "conformance-is-portable",
      comment: "vectors are made and replayed in memory; files are the command's",
      severity: "error",
      from: { path: "^src/conformance/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "native-knows-interfaces",
      comment: "what is native is given the reference; of the model it knows the shapes of hashes and curves",
      severity: "error",
      from: { path: "^src/native/" },
      to: { path: "^src/(?!native/)", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "native-knows-crypto-alone",
      severity: "error",
      from: { path: "^src/native/" },
      to: { path: "^src/(?!native/|model/crypto/)" },
    },
    {
      name: "only-the-command-chooses-a-backend",
      comment: "model, conformance and sim call the seams of model/crypto; they run in a browser",
      severity: "error",
      from: { path: "^src/(?!native/|cli/)" },
      to: { path: "^src/native/" },
    },
    {
      name: "conformance-takes-evidence-alone-of-sim",
      comment: "vectors carry quotes and collateral of a simulated Intel, and nothing else of the simulator",
      severity: "error",
      from: { path: "^src/conformance/" },
      to: { path: "^src/sim/", pathNot: "^src/sim/platform/" },
    },
    { name: "sim-needs-no-conformance", severity: "error", from: { path: "^src/(sim|report)/" }, to: { path: "^src/conformance/" } },
    { name: "sim-is-portable", severity: "error", from: { path: "^src/sim/" }, to: { dependencyTypes: ["core"] } },
    ...oneWay,
    ...domainsOneWay,
    ...roomsOneWay,
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default", "types"] },
  },
};
