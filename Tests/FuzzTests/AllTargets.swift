/// Every target, in the order of the modules.
let allTargets: [FuzzTarget] =
  jsonTargets + bracketTargets + textTargets + timeTargets + tableTargets + feedTargets + analysisTargets
  + webhookTargets
  + platformTargets + formTargets + historyTargets + configTargets
