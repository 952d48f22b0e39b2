namespace DataSync.Hosting;

/// <summary>How a pipeline ended. An error that the script caught, or that did not end it, counts as done.</summary>
internal enum Outcome
{
    Done,
    Failed,
    Stopped,
}
