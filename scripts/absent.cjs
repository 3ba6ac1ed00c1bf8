// Stands in the bundle for what Fastify would compile JSON Schemas with: no route of ours has one, and reading half a
// megabyte of code that is never run is a tenth of the start.
module.exports = () => {
  throw new Error('JSON Schema compilers are not part of this bundle')
}
