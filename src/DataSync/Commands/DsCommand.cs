using System.Management.Automation;
using DataSync.Output;

namespace DataSync.Commands;

/// <summary>What all cmdlets do alike: what goes wrong with one item becomes one error record, and the next item is tried.</summary>
public abstract class DsCommand : PSCmdlet
{
    /// <summary>Does the work for one record of the pipeline.</summary>
    protected abstract void Process();

    /// <summary>What the work is about: the target of its errors.</summary>
    private protected virtual object? Subject => null;

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Attempt(Subject, Process);

    /// <summary>Does something with an item; what goes wrong is written as an error with the item as its target.</summary>
    protected void Attempt(object? target, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (ErrorRecords.IsExpected(e))
        {
            WriteError(ErrorRecords.From(e, target));
        }
    }

    /// <summary>True where the user gave this parameter.</summary>
    protected bool Has(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>True under -WhatIf, which -Force does not answer.</summary>
    private protected bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given) ? (SwitchParameter)given : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>A path of the session as one of the file system; it need not exist.</summary>
    protected string FilePath(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
}
