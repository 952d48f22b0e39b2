namespace DataSync.Sources.Objects;

/// <summary>What the host of the engine gives to sources of objects: those of a pipeline, and those that scripts emit. The engine itself knows no shell.</summary>
public interface IObjectHost
{
    /// <summary>The objects of a pipeline; null where none brings any.</summary>
    ObjectSpool? Piped { get; }

    /// <summary>Runs a script and adds the objects it emits, as they come.</summary>
    /// <param name="script">The script's text.</param>
    /// <param name="arguments">The slice's arguments.</param>
    /// <param name="rows">Takes the objects.</param>
    /// <param name="take">Called when there is a batch to be taken; waits.</param>
    /// <param name="cancellationToken">Stops the script.</param>
    /// <exception cref="DataSyncException">The script failed; the message names the line.</exception>
    Task RunAsync(string script, IReadOnlyDictionary<string, object> arguments, ObjectRows rows, Action take, CancellationToken cancellationToken);
}
