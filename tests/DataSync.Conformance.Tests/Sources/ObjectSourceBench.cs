using DataSync.Sources;
using DataSync.Sources.Objects;

namespace DataSync.Conformance.Tests.Sources;

/// <summary>Objects of scripts, which this bench plays.</summary>
internal sealed class ObjectSourceBench : SourceBench, IObjectHost
{
    private int _large;

    public ObjectSpool? Piped => null;

    public override Dataset Missing => Dataset with { Settings = null };

    protected override Task<Source> DefineAsync()
    {
        Dataset = Rows with { Settings = new System.Text.Json.Nodes.JsonObject { ["script"] = "prices" } };
        return Task.FromResult(new Source { Name = "bench", Kind = "Object" });
    }

    protected override SourceContext Context() => base.Context() with { Objects = this };

    public override Task<Dataset> CreateLargeAsync(int rows)
    {
        _large = rows;
        return Task.FromResult(new Dataset { Name = "large", Source = "bench", Columns = [new("code", DataType.String), new("n", DataType.Int64), new("price", DataType.Double)], Settings = new System.Text.Json.Nodes.JsonObject { ["script"] = "large" } });
    }

    public Task RunAsync(string script, IReadOnlyDictionary<string, object> arguments, ObjectRows rows, Action take, CancellationToken cancellationToken) => Task.Run(() =>
    {
        if (script == "prices")
            foreach (var row in Values.Where(v => !arguments.TryGetValue("day", out var day) || day.Equals(v[1]))) rows.Add([.. row.Select(v => new ObjectValue(v, true))]);
        else
            for (var n = 0; n < _large; n++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                rows.Add([new("c" + n % 1000, true), new(n, true), new(n + 0.25, true)]);
                if (rows.IsFull) take();
            }
    }, CancellationToken.None);
}
