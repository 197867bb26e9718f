// Writes src/views/schemas.json from the types of the answers: what `deno task schema` runs. Same types, same bytes.
import { answerSchemas, SCHEMAS_FILE, schemasText } from "./answer_schemas.ts";

Deno.writeTextFileSync(SCHEMAS_FILE, schemasText(answerSchemas()));
console.log("wrote src/views/schemas.json");
