using DataSync.Conformance.Tests.ClickHouse;
using DataSync.Conformance.Tests.Completeness;
using DataSync.Conformance.Tests.Databases;
using DataSync.Conformance.Tests.Kills;
using DataSync.Conformance.Tests.Migrations;
using DataSync.Conformance.Tests.Stores;

return args switch
{
    [KillScript.WorkerArgument, var kind, var mode, var folder] => await KillScript.RunWorkerAsync(kind, Enum.Parse<DataSync.WriteMode>(mode), folder),
    [OptimizeScript.WorkerArgument, var kind, var folder] => await OptimizeScript.RunWorkerAsync(kind, folder),
    [DatabaseKillScript.WorkerArgument, var kind, var mode, var database] => await DatabaseKillScript.RunWorkerAsync(kind, Enum.Parse<DataSync.WriteMode>(mode), database),
    [ClickHouseKillScript.WorkerArgument, var mode, var database] => await ClickHouseKillScript.RunWorkerAsync(Enum.Parse<DataSync.WriteMode>(mode), database),
    [MigrationKillScript.WorkerArgument, var definition, var steps] => await MigrationKillScript.RunWorkerAsync(definition, steps),
    [SharingScript.WorkerArgument, var kind, var place, var name] => await SharingScript.RunWorkerAsync(kind, place, name),
    [EngineScript.WorkerArgument, var kind, var mode, var folder, var nameLength] => await EngineScript.RunWorkerAsync(kind, Enum.Parse<DataSync.WriteMode>(mode), folder, int.Parse(nameLength, System.Globalization.CultureInfo.InvariantCulture)),
    [AcceptanceScript.WorkerArgument, var folder, var plan] => await AcceptanceScript.RunWorkerAsync(folder, plan),
    [LimitWorker.Argument, var file, var folder] => await LimitWorker.RunAsync(file, folder),
    _ when args.Contains("--server") || args.Contains("--internal-msbuild-node") => await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, DataSync.Conformance.Tests.SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
