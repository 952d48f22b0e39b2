namespace DataSync.Stores.Databases;

/// <summary>Names the rights a user lacks.</summary>
internal static class MissingRights
{
    /// <summary>What a test says of them; null where none are missing.</summary>
    public static string? Describe(IReadOnlyList<string>? missing) => missing is { Count: > 0 } ? $"The user lacks {string.Join(", ", missing)}. Ask the server's administrator to grant it." : null;

    /// <summary>An error of a server that refused to write, with the rights that a test found missing.</summary>
    public static DataSyncException Name(DataSyncException error, IReadOnlyList<string>? missing) =>
        Describe(missing) is { } text ? new DataSyncException(error.Id, $"{error.Message.TrimEnd('.')}. {text}", "Or give the store another -User. Test-DsStore lists the same.", error) : error;
}
