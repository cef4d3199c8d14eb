import type { Behaviour } from "./behaviour.ts";
import { createCustomer } from "./customer.ts";
import { type CustomerParameters, customerParameters } from "./customer-parameters.ts";

/** Challenges every pair that it paid for, whatever the two say: to lock honest providers' stake, or to look for a lucky slash. */
export const griefer: Behaviour<CustomerParameters> = {
  name: "griefer",
  role: "consumer",
  isHonest: false,
  about: "challenges every pair of answers, though they agree",
  computes: "nothing",
  parameters: customerParameters,
  create: (host, common, parameters) => createCustomer(host, common, { ...parameters, check: 1, challenges: () => true }),
};
