using System.Management.Automation;

namespace DataSync.Commands;

/// <summary>A cmdlet whose question -Force answers. -WhatIf and -Confirm ask it all the same.</summary>
public abstract class ConfirmedCommand : AsyncDsCommand
{
    /// <summary>Does not ask whether to.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Asks, unless there is no need to.</summary>
    /// <param name="what">All that is going to be done, as shown by the question and by -WhatIf.</param>
    /// <param name="question">The question.</param>
    /// <param name="isHarmless">True where nothing can be lost and nobody is there to ask, as the user said what is to be done.</param>
    protected bool IsAgreed(string what, string question, bool isHarmless = false) =>
        !IsWhatIf && !(Has("Confirm") && LanguagePrimitives.IsTrue(MyInvocation.BoundParameters["Confirm"])) && (Force || isHarmless) || ShouldProcess(what, $"{what}\n{question}", "Confirm");
}
