using System.Runtime.CompilerServices;
using DataSync.Secrets;
using DataSync.Sources.Answers;
using DataSync.Sources.Http.Requests;
using DataSync.Sources.Http.Settings;

namespace DataSync.Sources.Http;

/// <summary>Asks the smallest question that tells whether the vendor is reachable and the token good.</summary>
internal sealed class SourceProbe(Source source, SourceContext context, HttpEndpoint main, HttpClient client, RequestRetry retry, StringPoolShelf pools)
{
    /// <summary>Asks once, without waiting or repeating.</summary>
    public async Task<SourceTest> RunAsync(Func<Task<string?>> resolveToken, CancellationToken cancellationToken)
    {
        string? token;
        try
        {
            token = await resolveToken();
        }
        catch (DataSyncException e)
        {
            return new SourceTest(false, false, main.Windows, 0, $"{e.Message} {e.Advice} Nothing was asked.");
        }
        var probe = main.Settings.Test;
        var dataset = new Dataset { Name = probe?.Api is { Length: > 0 } api ? api : source.Name, Source = source.Name, Settings = probe?.Settings };
        var endpoint = dataset.Settings is null ? main : new HttpEndpoint(source, dataset, HttpLayers.Of(source, context.Workspace, dataset));
        var arguments = (probe?.Arguments ?? []).Where(a => a.Value is not null).ToDictionary(a => a.Key, a => a.Value!, StringComparer.Ordinal);
        var (place, usedUp) = await retry.AcquireAsync(endpoint, dataset.Api, null, cancellationToken);
        if (usedUp is not null) return new SourceTest(false, null, main.Windows, 0, $"{Message(usedUp)} Nothing was asked.");
        var started = context.Time.GetTimestamp();
        var exchange = new HttpExchange(endpoint, client, context.Time, new SecretMask(token), pools, new StrongBox<int>());
        Answer answer;
        using (place) answer = await exchange.AskAsync(new RequestValues(dataset, arguments, token, default), default, new AnswerSchema(dataset, SchemaPolicy.Discard), null, cancellationToken);
        var milliseconds = Math.Round(context.Time.GetElapsedTime(started).TotalMilliseconds, 1);
        var authorized = token is null ? null : Authorized(answer.Failure, asked: probe is not null);
        // without a question of its own the base address is asked, and any answer shows that it is there
        var silent = answer.Failure is null || (probe is null && answer.Reached && answer.Failure.Category is FailureCategory.Fatal or FailureCategory.BadArguments);
        return new SourceTest(answer.Reached, authorized, main.Windows, milliseconds, silent ? null : Message(answer.Failure!));
    }

    // a refusal in the vendor's own words of what the account may do shows that the token is known
    private static bool? Authorized(Failure? failure, bool asked) => failure?.Category switch
    {
        null => asked ? true : null,
        FailureCategory.BadToken => false,
        FailureCategory.Permission when failure.Code is not null and not "403" => true,
        FailureCategory.BadArguments when asked && failure.Code is not null and not ("400" or "422") => true,
        _ => null,
    };

    private static string Message(Failure failure) => failure.Advice is { } advice ? $"{failure.Message} {advice}" : failure.Message;
}
