// Holds an OpenAPI document against the schema of its version.
import { Validator } from '@seriousme/openapi-schema-validator';

const validator = new Validator();
const result = await validator.validate(process.argv[2]);
console.log(result.valid ? `${validator.version} valid` : JSON.stringify(result.errors));
