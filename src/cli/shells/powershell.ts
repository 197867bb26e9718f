/** Completion for PowerShell, from 7 on. */
export const POWERSHELL = `# cred: completion for PowerShell
Register-ArgumentCompleter -Native -CommandName cred -ScriptBlock {
  param($word, $tree, $cursor)
  $typed = @($tree.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | Select-Object -Skip 1 | ForEach-Object { "$_" })
  $lines = @(cred __complete -- @typed $word 2>$null)
  if ($lines.Count -gt 0 -and $lines[0] -eq ':files') { return }
  foreach ($line in $lines) {
    $name, $brief = $line -split "\`t", 2
    [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $brief)
  }
}
`;
