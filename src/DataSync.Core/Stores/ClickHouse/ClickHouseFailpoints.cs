using DataSync.Diagnostics;

namespace DataSync.Stores.ClickHouse;

/// <summary>The places where a kill test may end the process: before and after each step that the server is asked to take.</summary>
internal static class ClickHouseFailpoints
{
    public const string Bookkeeping = "clickhouse.bookkeeping";
    public const string Birth = "clickhouse.birth";
    public const string Create = "clickhouse.create";
    public const string Claim = "clickhouse.claim";
    public const string Stage = "clickhouse.stage";
    public const string Insert = "clickhouse.insert";
    public const string Decide = "clickhouse.decide";
    public const string Apply = "clickhouse.apply";
    public const string Markers = "clickhouse.markers";
    public const string Settle = "clickhouse.settle";
    public const string Clean = "clickhouse.clean";
    public const string Swap = "clickhouse.swap";
    public const string Evolve = "clickhouse.evolve";

    /// <summary>A statement of a migration. It is not among <see cref="All"/>, as no run passes it.</summary>
    public const string Migrate = "clickhouse.migrate";

    /// <summary>Every step.</summary>
    public static readonly string[] Steps = [Bookkeeping, Birth, Create, Claim, Stage, Insert, Decide, Apply, Markers, Settle, Clean, Swap, Evolve];

    /// <summary>Every failpoint's full name.</summary>
    public static readonly string[] All = [.. Steps.SelectMany(step => new[] { step + ".before", step + ".after" })];

    /// <summary>Does a step between its two failpoints.</summary>
    public static async Task AroundAsync(string step, Func<Task> action)
    {
        Failpoint.Hit(step + ".before");
        await action();
        Failpoint.Hit(step + ".after");
    }
}
