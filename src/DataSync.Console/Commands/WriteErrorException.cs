
namespace DataSync.Hosting.Commands;

/// <summary>The exception of an error that a script made with <c>Write-Error</c> and no exception of its own.</summary>
public sealed class WriteErrorException : SystemException
{
    public WriteErrorException(string? message) : base(message)
    {
    }
}
