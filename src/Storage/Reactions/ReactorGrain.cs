using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Feed;
using SalesFlow.Storage.Feed;

namespace SalesFlow.Storage.Reactions;

/// <summary>Keeps one shard's engine of one reaction going: at once when a projector rings, by itself at each poll.</summary>
[GrainType("reactor")]
internal sealed partial class ReactorGrain(
    IEnumerable<IReaction> reactions, IReactionStore store, IOptions<ReactionOptions> options, TimeProvider clock, ILogger<ReactorGrain> log)
    : Grain, IReactorGrain
{
    private const string ShardPart = ".shard-";
    private readonly ReactionOptions _options = options.Value;
    private short _shard;
    private string _name = "";
    private string? _error;
    private ReactionEngine _engine = null!;
    private IGrainTimer _timer = null!;
    private bool _rung, _working;
    private int _failures;
    private DateTimeOffset _notBefore;

    /// <summary>The key of a reaction's grain for a shard.</summary>
    public static string KeyOf(string reaction, int shard) =>
        TenantKey.Format(TenantKey.Platform, string.Create(CultureInfo.InvariantCulture, $"{reaction}{ShardPart}{shard}"));

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var id = TenantKey.Parse(this.GetPrimaryKeyString()).Id;
        var dot = id.LastIndexOf(ShardPart, StringComparison.Ordinal);
        _name = dot < 0 ? id : id[..dot];
        var reaction = reactions.SingleOrDefault(r => r.Name == _name);
        if (reaction is null || !short.TryParse(id.AsSpan(dot + ShardPart.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _shard)
            || _shard >= EntityStorage.Shards)
            throw new InvalidOperationException("A reactor's key is platform/{reaction}.shard-{n}, n below the number of shards.");
        _engine = new ReactionEngine(_shard, reaction, store, _options, clock);
        _timer = this.RegisterGrainTimer(Work, new GrainTimerCreationOptions(TimeSpan.Zero, _options.PollInterval) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public Task Ring()
    {
        _rung = true;
        if (!_working) Arm();
        return Task.CompletedTask;
    }

    public Task<ProjectorStatus> Status() => Task.FromResult(new ProjectorStatus(_error is null, _engine.Position, _error));

    private async Task Work(CancellationToken ct)
    {
        if (clock.GetUtcNow() < _notBefore) return;
        _working = true;
        try
        {
            ReactedStep step;
            do
            {
                _rung = false;
                step = await _engine.Step(ct);
            }
            while ((step.Full || _rung) && !ct.IsCancellationRequested);
            (_failures, _error) = (0, null);
        }
        catch (FencedException)
        {
            LogFenced(_name, _shard);
            DeactivateOnIdle();
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            _failures = Math.Min(_failures + 1, 16);
            _error = e.Message;
            var wait = TimeSpan.FromMilliseconds(50 * (1 << _failures));
            if (wait > _options.LongestBackOff) wait = _options.LongestBackOff;
            _notBefore = clock.GetUtcNow() + wait;
            _rung = true;
            LogFailed(e, _name, _shard, _failures);
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            // Deactivation: what was not written down is given again elsewhere.
        }
        finally
        {
            _working = false;
            if (_rung && !ct.IsCancellationRequested) Arm();
        }
    }

    private void Arm()
    {
        var wait = _notBefore - clock.GetUtcNow();
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, _options.PollInterval);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Reactor {Reaction} of shard {Shard} was replaced by another and ends")]
    private partial void LogFenced(string reaction, short shard);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reactor {Reaction} of shard {Shard} failed {Failures} times in a row and tries again")]
    private partial void LogFailed(Exception e, string reaction, short shard, int failures);
}
