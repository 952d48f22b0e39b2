using System.Collections.ObjectModel;
using System.Management.Automation;

namespace DataSync.Hosting;

/// <summary>
/// Hands a pipeline's results to <c>Out-Default</c> one by one as they come, and keeps none. Out-Default is no part of the pipeline itself: there,
/// `exit` and uncaught errors would end it together with the script, and with it the rows it holds back to align a table.
/// </summary>
/// <remarks>PowerShell puts each result into the list it was given on the pipeline's thread, as soon as it is there.</remarks>
internal sealed class OutputSink : Collection<PSObject>
{
    private SteppablePipeline? _display;

    /// <summary>Whether the last result was an error record.</summary>
    public bool LastIsError { get; private set; }

    /// <summary>Writes what is held back. To be called on the runspace's own thread.</summary>
    public void End()
    {
        _display?.End();
        _display?.Dispose();
        _display = null;
    }

    protected override void InsertItem(int index, PSObject item)
    {
        if (_display is null)
        {
            _display = ScriptBlock.Create("Out-Default").GetSteppablePipeline();
            _display.Begin(expectInput: true);
        }

        LastIsError = item?.BaseObject is ErrorRecord;
        _display.Process(item);
    }
}
