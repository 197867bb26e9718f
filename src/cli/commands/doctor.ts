import type { App } from "../../app/app.ts";
import { doctor } from "../../app/doctor/doctor.ts";
import { doctorText } from "../../render/doctor.ts";
import type { Answer } from "../answer.ts";
import type { DoctorFlags } from "../routes/doctor.ts";

/** Status of an answer that names a problem: nothing went wrong but what it shows. */
const PROBLEM = 1;

export async function run(app: App, { offline }: DoctorFlags): Promise<Answer> {
  const view = await doctor(app, { offline });
  return { view, text: (look) => doctorText(view, look), status: view.ok ? 0 : PROBLEM };
}
