import type { Behaviour } from "./behaviour.ts";
import { createCustomer } from "./customer.ts";
import { type CustomerParameters, customerParameters } from "./customer-parameters.ts";

/** Orders, checks some answers by a second provider, and challenges where the two are at FAULT or an output was never shown. */
export const consumer: Behaviour<CustomerParameters> = {
  name: "consumer",
  role: "consumer",
  isHonest: true,
  about: "orders, asks a second provider with a probability, challenges what is at FAULT or never shown",
  computes: "nothing",
  parameters: customerParameters,
  create: (host, common, parameters) =>
    createCustomer(host, common, { ...parameters, challenges: (comparison) => comparison === undefined || comparison === "fault" }),
};
