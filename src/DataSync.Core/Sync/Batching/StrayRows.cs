namespace DataSync.Sync.Batching;

/// <summary>Tells once a run that answers to batches hold rows that nobody asked for.</summary>
internal sealed class StrayRows(ISyncObserver observer)
{
    private int _told;

    /// <summary>Tells of a value.</summary>
    public void Tell(Dataset dataset, Parameter parameter, object? value)
    {
        if (Interlocked.Exchange(ref _told, 1) == 0)
            observer.Warning($"{dataset.Name}: an answer to a batch of {parameter.Name} has a row with {parameter.Filter!.Column} '{value ?? "null"}', which none of its slices asked for; such slices are asked for one by one.");
    }
}
