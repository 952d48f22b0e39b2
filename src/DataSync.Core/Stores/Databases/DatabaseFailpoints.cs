using DataSync.Diagnostics;

namespace DataSync.Stores.Databases;

/// <summary>The places where a kill test may end the process: before and after each step that a server is asked to take.</summary>
internal static class DatabaseFailpoints
{
    public const string Bookkeeping = "database.bookkeeping";
    public const string Lock = "database.lock";
    public const string Birth = "database.birth";
    public const string Load = "database.load";
    public const string Merge = "database.merge";
    public const string Markers = "database.markers";
    public const string Commit = "database.commit";
    public const string Generation = "database.generation";
    public const string Swap = "database.swap";
    public const string Clean = "database.clean";
    public const string Evolve = "database.evolve";

    /// <summary>A statement of a migration, and its end. They are not among <see cref="All"/>, as no run passes them.</summary>
    public const string Migrate = "database.migrate", Migrated = "database.migrated";

    /// <summary>Every step.</summary>
    public static readonly string[] Steps = [Bookkeeping, Lock, Birth, Load, Merge, Markers, Commit, Generation, Swap, Clean, Evolve];

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
