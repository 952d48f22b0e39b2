using System.Text.Json.Nodes;

namespace DataSync.Introspection;

/// <summary>What a document says of the server behind its datasets: a proposal for the source, which stays the user's.</summary>
/// <param name="Uri">The base address; null: not stated.</param>
/// <param name="Settings">The settings that send the token; null: none is asked for.</param>
/// <param name="Note">What else there is to know of access, for people; null: nothing.</param>
public sealed record SourceProposal(string? Uri, JsonObject? Settings, string? Note = null);
