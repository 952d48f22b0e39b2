namespace DataSync.Jobs;

/// <summary>What a job that follows a vendor's columns is to do.</summary>
/// <param name="Name">The source or dataset.</param>
/// <param name="Policy">Which changes are followed: AddOnly, All or ReportOnly.</param>
internal sealed record SchemaCheckJob(string Name, string Policy);
