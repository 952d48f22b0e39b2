using System.Globalization;

namespace DataSync.State;

/// <summary>Names runs: unique, and in the order they began.</summary>
internal static class RunId
{
    /// <summary>What the names of runs that begin at a moment begin with.</summary>
    public static string Prefix(DateTime at) => at.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
}
