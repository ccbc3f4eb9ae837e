set -euo pipefail
# What the revisions of CodeDeploy need: everything comes from Amazon's own buckets, so no way to the internet is needed.
dnf install --assumeyes docker python3.11 ruby
# The function shares the network of its instance. Docker would forward packets before there is a filter, and drop them
# by rules of its own afterwards.
mkdir -p /etc/docker
echo '{"bridge": "none", "ip-forward": false, "ip6tables": false, "iptables": false}' > /etc/docker/daemon.json
systemctl enable --now docker
installer=$(mktemp --directory)
curl --fail --silent --show-error --retry 5 --output "$installer/install" \
  "https://aws-codedeploy-${AWS::Region}.s3.${AWS::Region}.${AWS::URLSuffix}/latest/install"
ruby "$installer/install" auto
# Without this the agent asks an endpoint that networks without the internet do not have.
echo ':enable_auth_policy: true' >> /etc/codedeploy-agent/conf/codedeployagent.yml
systemctl enable codedeploy-agent
systemctl restart codedeploy-agent
